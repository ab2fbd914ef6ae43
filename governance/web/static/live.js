"use strict";
// A meeting's page follows along: it asks for one small part, which mostly has not changed. Without this file a link does.
(() => {
  const LONGEST = 120000, BEFORE = 3600000, AFTER = 86400000;
  const section = document.querySelector("[data-live]");
  if (!section) return;
  const EVERY = Number(section.dataset.every) || 8000;
  const news = section.querySelector("[data-live-news]");
  const lost = section.querySelector("[data-live-lost]");
  const starts = Date.parse(section.dataset.starts);
  let etag = "", pause = EVERY, timer = 0, turn = 0;

  const part = () => section.querySelector("[data-live-part]");
  const isOver = () => part().hasAttribute("data-over");
  // Before its day nothing happens, and a meeting that nobody called to order is not waited for without end.
  const isTime = () => Math.abs(Date.now() - starts) < AFTER && Date.now() > starts - BEFORE;

  function show(text) {
    const fresh = new DOMParser().parseFromString(text, "text/html").querySelector("[data-live-part]");
    const old = part();
    if (!fresh || fresh.outerHTML === old.outerHTML) return;
    for (const details of old.querySelectorAll("details[open]")) {
      const same = fresh.querySelector("#" + details.id);
      if (same) same.open = true;
    }
    const focused = old.contains(document.activeElement) ? document.activeElement : null;
    const target = focused && (focused.getAttribute("href") || (focused.closest("details") || {}).id);
    const said = old.dataset.news;
    old.replaceWith(document.importNode(fresh, true));
    if (target) {
      const all = Array.from(part().querySelectorAll("a[href], details"));
      const again = all.find((one) => one.getAttribute("href") === target || one.id === target);
      if (again) (again.tagName === "DETAILS" ? again.querySelector("summary") : again).focus({ preventScroll: true });
    }
    if (part().dataset.news !== said) news.textContent = part().dataset.news;
  }

  async function ask() {
    try {
      const headers = { "Accept-Language": document.documentElement.lang };
      if (etag) headers["If-None-Match"] = etag;
      // As the public sees it, whoever is signed in: that answer is kept ready.
      const answer = await fetch(section.dataset.live, { headers, credentials: "omit", cache: "no-store" });
      if (answer.status === 200) {
        show(await answer.text());
        etag = answer.headers.get("ETag") || "";
      } else if (answer.status !== 304) {
        throw new Error(String(answer.status));
      }
      pause = EVERY;
      lost.textContent = "";
    } catch {
      pause = Math.min(2 * pause, LONGEST);
      lost.textContent = section.dataset.lost;
    }
  }

  async function go() {
    clearTimeout(timer);
    const mine = ++turn;
    if (document.hidden || isOver()) return;
    if (isTime()) await ask();
    if (mine !== turn) return;
    // Not all at the same moment.
    timer = setTimeout(go, pause * (0.8 + 0.4 * Math.random()));
  }

  document.addEventListener("visibilitychange", go);
  timer = setTimeout(go, EVERY);
})();
