// Appends what the server streams to each view and sends the box without a page load.
"use strict";
const streams = [...document.querySelectorAll(".stream")];
const form = document.querySelector("form");
const box = document.querySelector("#text");

function show(entry) {
  streams.forEach((stream, i) => {
    const old = stream.querySelector(`[data-n="${entry.n}"]`);
    const article = document.createElement("article");
    article.dataset.n = entry.n;
    article.className = entry.asked ? "asked" : entry.private ? "private" : "";
    const by = document.createElement("p");
    by.className = "by";
    const name = document.createElement("b");
    name.textContent = entry.asked ? "You" : "Readout";
    const time = document.createElement("time");
    time.textContent = entry.when;
    by.append(name, " ", time);
    if (entry.private) {
      const note = document.createElement("span");
      note.textContent = " only visible to you";
      by.append(note);
    }
    const said = document.createElement(entry.asked ? "p" : "div");
    said.className = "said";
    if (entry.asked) said.textContent = entry.asked;
    else said.innerHTML = entry.shown[i]; // made and escaped by the server's templates
    article.append(by, said);
    const low = stream.scrollHeight - stream.scrollTop - stream.clientHeight < 80;
    if (old) old.replaceWith(article);
    else stream.append(article);
    if (low || entry.asked) stream.scrollTop = stream.scrollHeight;
  });
}

streams.forEach((s) => { s.scrollTop = s.scrollHeight; });
new EventSource(`/events?after=${document.body.dataset.last}`).onmessage = (e) => show(JSON.parse(e.data));

function say(text) {
  if (!text.trim()) return;
  fetch("/say", { method: "POST", body: new URLSearchParams({ text }), redirect: "manual" })
    .catch(() => { box.value = text; });
}
form.addEventListener("submit", (e) => {
  e.preventDefault();
  say(box.value);
  box.value = "";
});
document.querySelectorAll("[data-say]").forEach((b) => b.addEventListener("click", () => say(b.dataset.say)));
