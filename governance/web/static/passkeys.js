"use strict";
// Asks the browser for a passkey when a form with one is sent, and sends what it answers along. See
// https://www.w3.org/TR/webauthn-3/#sctn-parseCreationOptionsFromJSON for the shape of what comes and goes.
(() => {
  const bytesOf = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const textOf = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  function readOptions(options) {
    options.challenge = bytesOf(options.challenge);
    if (options.user) options.user.id = bytesOf(options.user.id);
    for (const list of [options.excludeCredentials, options.allowCredentials]) {
      for (const one of list || []) one.id = bytesOf(one.id);
    }
    return options;
  }

  function writeAnswer(credential) {
    const answer = { id: credential.id, rawId: textOf(credential.rawId), type: credential.type, response: {} };
    answer.clientExtensionResults = credential.getClientExtensionResults();
    const response = credential.response;
    for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (response[name]) answer.response[name] = textOf(response[name]);
    }
    if (response.getTransports) answer.response.transports = response.getTransports();
    return JSON.stringify(answer);
  }

  async function ask(place, form) {
    const token = form.elements.namedItem("csrf_token").value;
    const reply = await fetch(place.dataset.options, { method: "POST", headers: { "X-CSRF-Token": token } });
    if (!reply.ok) throw new Error(String(reply.status));
    const publicKey = readOptions(await reply.json());
    const credential = await navigator.credentials[place.dataset.passkey]({ publicKey });
    form.elements.namedItem("answer").value = writeAnswer(credential);
  }

  for (const place of document.querySelectorAll("[data-passkey]")) {
    const form = document.getElementById(place.dataset.form);
    const tell = (name) => {
      for (const words of place.querySelectorAll("[data-problem]")) words.hidden = words.dataset.problem !== name;
    };
    if (!form) continue;
    if (!window.PublicKeyCredential) {
      tell("missing");
      continue;
    }
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      tell("");
      ask(place, form).then(() => form.submit(), () => tell("failed"));
    });
  }
})();
