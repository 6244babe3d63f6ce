// Keeps the page as the server sees it: when the server says that something changed, the same address is fetched again and its
// content takes the place of what is shown. Without a script the page is whole, and shows how things stood when it was loaded.
const status = document.querySelector("[data-live]");
const say = (text) => {
  if (status !== null && status.textContent !== text) status.textContent = text;
};

let busy = false;
let again = false;

async function refresh() {
  if (busy) {
    again = true;
    return;
  }
  busy = true;
  try {
    const answer = await fetch(location.href, { headers: { accept: "text/html" }, redirect: "error" });
    if (!answer.ok) throw new Error(String(answer.status));
    const next = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("main");
    const main = document.querySelector("main");
    if (next !== null && main !== null) put(main, next);
    say("live");
  } catch {
    say("not live: the server does not answer");
  } finally {
    busy = false;
    if (again) {
      again = false;
      await refresh();
    }
  }
}

// What a person has opened, scrolled or put the cursor into stays so.
function put(main, next) {
  const closed = new Set(keys(main, "details:not([open])"));
  const focused = document.activeElement?.getAttribute("href");
  const scrolled = main.querySelector(".scroll")?.scrollLeft ?? 0;
  if (main.contains(document.activeElement) && document.activeElement?.matches("input, textarea, select"))
    return;
  main.replaceChildren(...next.childNodes);
  main.dataset.version = next.dataset.version;
  const details = [...main.querySelectorAll("details")];
  for (const [index, key] of keys(main, "details").entries())
    if (closed.has(key)) details[index].open = false;
  const scroll = main.querySelector(".scroll");
  if (scroll !== null) scroll.scrollLeft = scrolled;
  if (focused) main.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
}

function keys(root, selector) {
  return [...root.querySelectorAll(selector)].map(
    (element) => element.closest("article, section")?.querySelector("h2, h3")?.textContent ?? "",
  );
}

const events = new EventSource("/events");
events.addEventListener("version", (event) => {
  const shown = document.querySelector("main")?.dataset.version;
  say("live");
  if (shown !== event.data) void refresh();
});
events.addEventListener("error", () => say("not live: trying again"));
