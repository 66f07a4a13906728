"use strict";
(() => {
  const body = document.body;
  const one = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const box = (id) => one(`rect[data-to="${CSS.escape(id)}"]`);
  const block = (node) => node.closest?.(".block");

  // --- a block and its box, together

  const light = (id, name, on) => {
    document.getElementById(id)?.classList.toggle(name, on);
    box(id)?.classList.toggle(name, on);
  };
  const named = (node) => node.dataset?.to || block(node)?.id || "";
  let under = "";
  const hover = (id) => {
    if (id === under) return;
    if (under) light(under, "near", false);
    under = id;
    if (under) light(under, "near", true);
  };
  document.addEventListener("mouseover", (event) => hover(named(event.target)));
  document.addEventListener("mouseleave", () => hover(""));

  let held = "";
  const inside = (node) => {
    const { top, bottom } = node.getBoundingClientRect();
    return top >= 56 && bottom <= innerHeight;
  };
  const bring = (node) => {
    if (node && !inside(node)) node.scrollIntoView({ block: "center" });
  };
  const hold = (id, from) => {
    if (held) light(held, "held", false);
    held = id;
    if (!id) return history.replaceState(null, "", location.pathname + location.search);
    light(id, "held", true);
    history.replaceState(null, "", `#${id}`);
    const text = document.getElementById(id);
    bring(from === "text" ? box(id) : text);
    if (from !== "text") text.focus({ preventScroll: true });
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (link?.getAttribute("href")?.startsWith("#p")) {
      const id = link.hash.slice(1);
      if (document.getElementById(id)?.classList.contains("block")) {
        event.preventDefault();
        document.getElementById(id).scrollIntoView({ block: "center" });
        hold(id);
      }
      return;
    }
    if (link || event.target.closest("summary,input,button,label")) return;
    const id = named(event.target);
    if (id) hold(id, event.target.dataset.to ? "box" : "text");
  });

  // --- search

  const words = one("#words");
  const hits = one("#hits");
  const paints = "highlights" in CSS;
  let found = [];
  let at = -1;
  const ranges = (node, wanted) => {
    const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
    const parts = [];
    for (let text = walker.nextNode(); text; text = walker.nextNode()) {
      const low = text.data.toLocaleLowerCase();
      if (low.length !== text.data.length) continue;
      for (let start = low.indexOf(wanted); start >= 0; start = low.indexOf(wanted, start + wanted.length)) {
        const range = new Range();
        range.setStart(text, start);
        range.setEnd(text, start + wanted.length);
        parts.push(range);
      }
    }
    return parts;
  };
  const show = () => {
    hits.value = words.value.trim() ? `${found.length ? at + 1 : 0}/${found.length}` : "";
    all(".block.hit").forEach((node) => node.classList.remove("hit"));
    if (!found.length) return;
    const node = found[at];
    node.classList.add("hit");
    node.scrollIntoView({ block: "center" });
    hold(node.id);
    words.focus({ preventScroll: true });
  };
  const search = () => {
    const wanted = words.value.trim().toLocaleLowerCase();
    found = wanted ? all(".block").filter((node) => node.textContent.toLocaleLowerCase().includes(wanted)) : [];
    if (paints) {
      CSS.highlights.clear();
      const parts = found.slice(0, 500).flatMap((node) => ranges(node, wanted));
      if (parts.length) CSS.highlights.set("found", new Highlight(...parts));
    }
    at = found.length ? 0 : -1;
    show();
  };
  let waiting = 0;
  words.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(search, 120);
  });
  one("#find").addEventListener("submit", (event) => event.preventDefault());
  words.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !found.length) return;
    at = (at + (event.shiftKey ? found.length - 1 : 1)) % found.length;
    show();
  });

  // --- switches

  const flip = (name) => {
    const on = body.classList.toggle(name);
    one(`#${name}`)?.setAttribute("aria-pressed", String(on));
  };
  const root = document.documentElement;
  const theme = () => {
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
  };
  const help = one("#help");
  const keys = () => (help.open ? help.close() : help.showModal());
  one("#order").addEventListener("click", () => flip("order"));
  one("#boxes").addEventListener("click", () => flip("boxes"));
  one("#menu").addEventListener("click", () => flip("menu"));
  one("#theme").addEventListener("click", theme);
  one("#keys").addEventListener("click", keys);
  help.addEventListener("click", () => help.close());
  all(".kinds input").forEach((input) =>
    input.addEventListener("change", () => body.classList.toggle(`no-${input.value}`, !input.checked)),
  );

  // --- keyboard

  const step = (nodes, by) => {
    const middle = nodes.findIndex((node) => node.getBoundingClientRect().bottom > 80);
    return nodes[Math.min(Math.max(middle + by, 0), nodes.length - 1)];
  };
  const page = (by) => step(all(".sheet"), by)?.scrollIntoView({ block: "start" });
  const next = (by) => {
    const nodes = all(".block");
    const place = held ? nodes.findIndex((node) => node.id === held) + by : nodes.indexOf(step(nodes, 0));
    const node = nodes[Math.min(Math.max(place, 0), nodes.length - 1)];
    if (!node) return;
    hold(node.id);
    bring(node);
  };
  const acts = {
    j: () => next(1),
    k: () => next(-1),
    n: () => page(1),
    p: () => page(-1),
    o: () => flip("order"),
    b: () => flip("boxes"),
    c: () => flip("menu"),
    t: theme,
    "?": keys,
    "/": () => words.focus(),
    Escape: () => {
      if (help.open) return;
      words.value = "";
      search();
      words.blur();
      hold("");
    },
  };
  document.addEventListener("keydown", (event) => {
    const typing = event.target === words;
    if (event.ctrlKey || event.metaKey || event.altKey || (typing && event.key !== "Escape")) return;
    const act = acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });

  const arrive = () => {
    const asked = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!asked?.classList.contains("block")) return;
    asked.scrollIntoView({ block: "center" });
    hold(asked.id);
  };
  addEventListener("hashchange", arrive);
  arrive();
})();
