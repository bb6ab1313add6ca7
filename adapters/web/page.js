// Appends what the server streams to each view and sends the box without a page load.
"use strict";
const streams = [...document.querySelectorAll(".stream")];
const form = document.querySelector("#say");
const press = document.querySelector("#press");
const dialog = document.querySelector("dialog");
const box = document.querySelector("#text");

function show(entry) {
  streams.forEach((stream, i) => {
    const old = stream.querySelector(`[data-n="${entry.n}"]`);
    const article = document.createElement("article");
    article.dataset.n = entry.n;
    article.className = entry.asked ? "asked" : entry.private ? "private" : "";
    article.classList.toggle("under", !!entry.under);
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
    else place(stream, article, entry.under);
    if (low || entry.asked) stream.scrollTop = stream.scrollHeight;
  });
}

// place puts a message at the end or, if it belongs under another, after that one's thread.
function place(stream, article, under) {
  let last = under && stream.querySelector(`[data-n="${under}"]`);
  if (!last) return stream.append(article);
  while (last.nextElementSibling?.classList.contains("under")) last = last.nextElementSibling;
  last.after(article);
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

// send posts a form and shows the form that comes back, if one does.
async function send(path, values) {
  const answer = await fetch(path, { method: "POST", body: values, redirect: "manual", headers: { "X-Readout": "page" } });
  if (answer.type === "opaqueredirect") return dialog.close();
  if (!answer.ok) return;
  dialog.innerHTML = await answer.text(); // made and escaped by the server's templates
  if (!dialog.open) dialog.showModal();
}
press.addEventListener("submit", (e) => {
  e.preventDefault();
  e.submitter.closest("details")?.removeAttribute("open");
  send("/press", new URLSearchParams([[e.submitter.name, e.submitter.value]]));
});
const filled = (sheet, more) => {
  const values = new URLSearchParams(new FormData(sheet));
  if (more) values.set("check", "1");
  return values;
};
dialog.addEventListener("submit", (e) => {
  e.preventDefault();
  send("/submit", filled(e.target, e.submitter?.name === "check"));
});
dialog.addEventListener("change", (e) => {
  if ("live" in e.target.dataset) send("/submit", filled(e.target.form, true));
});
dialog.addEventListener("click", (e) => { if ("close" in e.target.dataset) dialog.close(); });
dialog.addEventListener("input", async (e) => {
  const { suggest } = e.target.dataset;
  if (!suggest) return;
  const answer = await fetch("/suggest?" + new URLSearchParams({ what: suggest, typed: e.target.value }));
  const options = (await answer.text()).split("\n").filter(Boolean).map((line) => {
    const [label, value] = line.split("\t");
    return Object.assign(document.createElement("option"), { value, textContent: label });
  });
  e.target.list.replaceChildren(...options);
});
document.querySelectorAll("[data-say]").forEach((b) => b.addEventListener("click", () => say(b.dataset.say)));
