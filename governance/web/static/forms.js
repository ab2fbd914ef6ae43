"use strict";
// Rows of a form come and go without a round trip. Without this file the same buttons ask the server.
(() => {
  let made = 0;
  const rowsOf = (group) => Array.from(group.querySelector(":scope > [data-row-list]").children);

  // A copy must share no id, and no name that ties radio buttons together, with another row.
  function makeOwn(root, suffix) {
    for (const element of root.querySelectorAll("*")) {
      for (const name of ["id", "for", "aria-describedby", "aria-labelledby"]) {
        const value = element.getAttribute(name);
        if (value) element.setAttribute(name, value.split(" ").map((id) => id + suffix).join(" "));
      }
      if (element.type === "radio") element.name += suffix;
    }
  }

  function settle(group) {
    const rows = rowsOf(group);
    rows.forEach((row, index) => {
      for (const number of row.querySelectorAll("[data-row-number]")) {
        if (number.closest("[data-row]") === row) number.textContent = index + 1;
      }
      for (const button of row.querySelectorAll("[data-remove-row]")) {
        if (button.closest("[data-row]") === row) button.hidden = rows.length <= Number(group.dataset.least);
      }
    });
    const add = group.querySelector(":scope > .actions [data-add-row]");
    if (add) add.hidden = rows.length >= Number(group.dataset.most || Infinity);
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-add-row], [data-remove-row]");
    if (!button) return;
    const group = button.closest("[data-rows]");
    event.preventDefault();
    if (button.hasAttribute("data-add-row")) {
      const copy = document.importNode(document.getElementById(group.dataset.rows).content, true);
      made += 1;
      makeOwn(copy, "-new" + made);
      group.querySelector(":scope > [data-row-list]").append(copy);
      settle(group);
      rowsOf(group).at(-1).focus();
    } else {
      const row = button.closest("[data-row]");
      const neighbour = row.nextElementSibling || row.previousElementSibling || group;
      row.remove();
      settle(group);
      neighbour.focus();
    }
  });
})();
