// The one component of our own. It has four looks: "open" is the button that opens a case file, together with a
// drop zone that covers the page while a file is dragged over it; "zone" is a drop zone with a place on the page;
// "paper" is a button that opens a logo or a branding file; "copy" is an address with a button that copies it. The
// look "open" also keeps the desk in this browser's own storage, hands it back to a new session, together with what
// the look "paper" keeps, forgets both when told to, says when the server is not reached, and follows a link once more
// that the server missed. Nothing is asked of any other host.
const PLACE = "riskmodel.desk";
const PAPER = "riskmodel.paper";

export default function ({ data: [data], parentElement, setTriggerValue }) {
  if (data.look === "copy") return copy(data, parentElement);
  if (data.look === "open") keep(data, setTriggerValue);
  if (data.look === "paper") put(PAPER, data.paper, setTriggerValue);
  const take = (file) => hand(file, data, setTriggerValue);
  draw(data, parentElement, take);
  if (data.look !== "open") return undefined;
  const back = () => setTriggerValue("back", true);
  const ends = [overPage(data, parentElement, take), onConnection(data, parentElement, back), onMissedLinks()];
  return () => ends.forEach((end) => end());
}

// Says in words that the server is not reached. Once it is again it must hear of this page: after a restart it knows
// nothing of it until something is entered, and would lose just that.
function onConnection(data, parent, back) {
  const app = document.querySelector("[data-testid=stApp]");
  const connected = () => app.getAttribute("data-test-connection-state") === "CONNECTED";
  const lost = once(parent, ".rm-lost", () => made("div", "rm-lost", { role: "alert", hidden: true }));
  const say = (words) => { lost.textContent = words; lost.hidden = !words; };
  let before = connected();
  let soon = 0; // a short break is over before it need be told
  const watch = new MutationObserver(() => {
    const now = connected();
    if (now === before) return;
    before = now;
    window.clearTimeout(soon);
    if (!now) { soon = window.setTimeout(say, 1000, data.words.lost); return; }
    say("");
    back();
  });
  if (app) watch.observe(app, { attributes: true, attributeFilter: ["data-test-connection-state"] });
  return () => { watch.disconnect(); window.clearTimeout(soon); };
}

// A page that draws itself anew while it computes may do so just when a link is followed; Streamlit then runs the old
// page again and forgets the new one. If the page stands still for two seconds and is still the old one, the link is
// followed once more. Whoever does something else in the meantime has changed their mind.
function onMissedLinks() {
  const links = "a[data-testid=stPageLink-NavLink]";
  const app = document.querySelector("[data-testid=stApp]");
  const plain = (event) => event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  const asked = (event) => {
    if (!event.isTrusted) return;
    const link = plain(event) ? event.target.closest?.(links) : null;
    window.riskmodelAsked = link ? { to: link.getAttribute("href"), from: location.pathname, still: 0 } : undefined;
  };
  const changed = () => { window.riskmodelAsked = undefined; };
  const look = () => {
    const now = window.riskmodelAsked;
    if (!now) return;
    if (location.pathname !== now.from) { changed(); return; }
    if (app?.getAttribute("data-test-script-state") !== "notRunning") return;
    now.still += 1;
    if (now.still < 10) return;
    changed();
    [...document.querySelectorAll(links)].find((link) => link.getAttribute("href") === now.to)?.click();
  };
  document.addEventListener("click", asked, true);
  window.addEventListener("popstate", changed);
  const timer = window.setInterval(look, 200);
  return () => {
    window.clearInterval(timer);
    window.removeEventListener("popstate", changed);
    document.removeEventListener("click", asked, true);
  };
}

function stored(act) {
  try { return act(window.localStorage); } catch { return null; }
}

function keep(data, tell) {
  if (window.riskmodelSession !== data.session) {
    window.riskmodelSession = data.session;
    const [text, paper] = [PLACE, PAPER].map((place) => stored((s) => s.getItem(place)) ?? "");
    tell("kept", { session: data.session, text, paper });
    return;
  }
  put(PLACE, data.desk, tell);
  put(PAPER, data.paper, tell);
}

// Nothing to keep: forget it. Null: leave alone what is kept.
function put(place, text, tell) {
  if (text === "") {
    stored((s) => s.removeItem(place));
  } else if (text !== null) {
    stored((s) => s.setItem(place, text));
    if (stored((s) => s.getItem(place)) !== text && !window.riskmodelFull) {
      window.riskmodelFull = true;
      tell("full", true);
    }
  }
}

function hand(file, data, tell) {
  if (!file) return;
  if (file.size > data.most) { tell("file", { name: file.name, size: file.size, content: "" }); return; }
  const reader = new FileReader();
  reader.onload = () => tell("file", { name: file.name, size: file.size, content: reader.result.split(",")[1] ?? "" });
  reader.onerror = () => tell("file", { name: file.name, size: 0, content: "" });
  reader.readAsDataURL(file);
}

function once(parent, selector, make) {
  return parent.querySelector(selector) ?? parent.appendChild(make());
}

function made(tag, look, more = {}) {
  return Object.assign(document.createElement(tag), { className: look }, more);
}

function draw(data, parent, take) {
  const box = once(parent, ".rm-drop", () => made("div", "rm-drop"));
  box.classList.toggle("rm-zone", data.look === "zone");
  const words = data.look === "zone" ? once(box, ".rm-drop-words", () => made("p", "rm-drop-words")) : null;
  if (words) words.textContent = data.words.drop;
  const button = once(box, "button", () => made("button", "rm-button", { type: "button" }));
  const input = once(box, "input", () => made("input", "", { type: "file", accept: data.accept ?? ".toml,.pdf", hidden: true }));
  button.textContent = data.words.open;
  input.setAttribute("aria-label", data.words.open);
  button.onclick = () => input.click();
  input.onchange = () => { take(input.files[0]); input.value = ""; };
}

function overPage(data, parent, take) {
  const veil = once(parent, ".rm-veil", () => made("div", "rm-veil", { hidden: true }));
  veil.textContent = data.words.drop;
  const carries = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  const over = (event) => { if (carries(event)) { event.preventDefault(); veil.hidden = false; } };
  const leave = (event) => { if (!event.relatedTarget) veil.hidden = true; };
  const drop = (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    veil.hidden = true;
    take(event.dataTransfer.files[0]);
  };
  const listen = { dragenter: over, dragover: over, dragleave: leave, drop };
  for (const [name, act] of Object.entries(listen)) document.addEventListener(name, act);
  return () => { for (const [name, act] of Object.entries(listen)) document.removeEventListener(name, act); };
}

function copy(data, parent) {
  const box = once(parent, ".rm-copy", () => made("div", "rm-copy"));
  const field = once(box, "input", () => made("input", "", { readOnly: true, type: "text" }));
  const button = once(box, "button", () => made("button", "rm-button", { type: "button" }));
  field.value = data.text;
  field.setAttribute("aria-label", data.words.label);
  button.textContent = data.words.copy;
  button.onclick = () => {
    field.select();
    const done = () => { button.textContent = data.words.copied; };
    if (navigator.clipboard) navigator.clipboard.writeText(data.text).then(done, () => {});
    else if (document.execCommand("copy")) done();
  };
}
