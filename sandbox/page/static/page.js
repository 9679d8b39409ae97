"use strict";
/* Keeps the page live. Everything it does works without it too, by links and forms.

   The server sends pieces of HTML and where they go: see Op in live.py. */
(() => {
  const LONGEST = 200;
  const IDLE = 30000;
  const byId = (id) => document.getElementById(id);
  const app = byId("app");
  const drafts = new Map();
  let at = document.body.dataset.at;
  let position = document.body.dataset.position;
  let source = null;
  let idle = 0;
  let opener = null;
  let turn = 0;
  let ended = true;
  document.documentElement.classList.add("js");

  /* --- pieces ------------------------------------------------------------ */

  const parsed = (html) => {
    const holder = document.createElement("template");
    holder.innerHTML = html;
    return holder.content;
  };

  const atEnd = (box) => box && box.scrollHeight - box.scrollTop - box.clientHeight < 80;

  const toEnd = (box) => { if (box) box.scrollTop = box.scrollHeight; };

  // How to find a control again in a fresh copy of what it stood in.
  const mark = (node) => {
    if (!node || node === document.body) return null;
    return { id: node.id, name: node.getAttribute("name"), value: node.getAttribute("value"),
             href: node.getAttribute("href"), form: node.form?.id || node.closest("[id]")?.id,
             start: node.selectionStart ?? null, end: node.selectionEnd ?? null };
  };

  const marked = (found, within = document) => {
    if (!found) return null;
    if (found.id) return byId(found.id);
    const say = (name, value) => value === null ? "" : `[${name}="${CSS.escape(value)}"]`;
    const which = say("name", found.name) + say("value", found.value) + say("href", found.href);
    return which ? (byId(found.form) || within).querySelector(which) : null;
  };

  const focusOn = (found, within) => {
    const node = marked(found, within);
    if (!node) return false;
    node.focus({ preventScroll: true });
    if (found.start !== null && node.setSelectionRange) {
      try { node.setSelectionRange(found.start, found.end); } catch { /* a control without text */ }
    }
    return document.activeElement === node;
  };

  // What somebody has typed or opened and not sent yet outlives a fresh copy.
  const keep = (old, fresh) => {
    for (const control of old.querySelectorAll("input, textarea, select")) {
      const twin = control.id && fresh.querySelector(`#${CSS.escape(control.id)}`);
      if (!twin || twin.tagName !== control.tagName || twin.type !== control.type) continue;
      if (control.type === "checkbox" || control.type === "radio" || control.type === "hidden") continue;
      if (control.type === "range" && document.activeElement !== control) continue;
      const initial = control.tagName === "SELECT"
        ? ([...control.options].find((one) => one.defaultSelected) || control.options[0])?.value
        : control.defaultValue;
      if (control.value !== initial) twin.value = control.value;
    }
    for (const box of old.querySelectorAll("details[id][open]")) {
      const twin = fresh.querySelector(`#${CSS.escape(box.id)}`);
      if (twin) twin.open = true;
    }
    if (old.id && old.open && fresh.id === old.id) fresh.open = true;
  };

  const put = (id, html) => {
    const old = byId(id);
    if (!old) return;
    const fresh = parsed(html).firstElementChild;
    if (!fresh) { old.replaceChildren(); return; }
    const focused = old.contains(document.activeElement) ? mark(document.activeElement) : null;
    keep(old, fresh);
    const scrolls = [...old.querySelectorAll("[id]")].filter((node) => node.scrollTop)
      .map((node) => [node.id, node.scrollTop]);
    // A live region that is itself replaced is not read out.
    const live = old.matches("[role=status]");
    if (live) old.replaceChildren(...fresh.childNodes);
    else old.replaceWith(fresh);
    for (const [named, top] of scrolls) { const node = byId(named); if (node) node.scrollTop = top; }
    if (focused && !focusOn(focused, live ? old : fresh) && id !== "modal") byId("text")?.focus({ preventScroll: true });
  };

  const trim = (list) => {
    if (list.id !== "messages" || list.children.length <= LONGEST) return;
    let day = null;
    while (list.children.length > LONGEST) {
      if (list.firstElementChild.matches(".day")) day = list.firstElementChild;
      list.firstElementChild.remove();
    }
    if (day && !list.firstElementChild.matches(".day")) list.prepend(day);
    const first = list.querySelector("[data-ts]");
    if (!first) return;
    const where = new URL(at, location.origin);
    where.searchParams.set("before", first.dataset.ts);
    const link = byId("earlier-link") || Object.assign(document.createElement("a"),
      { id: "earlier-link", className: "button small", textContent: "Earlier messages" });
    link.setAttribute("href", where.pathname.replace(/\/t\/[^/]*$/, "") + where.search);
    link.setAttribute("data-earlier", "");
    byId("earlier").append(link);
  };

  // Two pieces of one day need its heading once.
  const oneDay = (above, below) => {
    if (above && below?.matches(".day") && above.textContent === below.textContent) below.remove();
  };

  const add = (op) => {
    const list = byId(op.id);
    if (!list) return;
    const box = list.closest(".scroll");
    const follow = atEnd(box);
    const above = box ? box.scrollHeight - box.scrollTop : 0;
    const fresh = parsed(op.html);
    if (op.do === "prepend") oneDay([...fresh.querySelectorAll(".day")].at(-1), list.firstElementChild);
    list[op.do](fresh);
    if (op.do === "prepend") box.scrollTop = box.scrollHeight - above;
    else if (follow) { trim(list); toEnd(box); }
    else if (box?.id === "scroll") byId("newer").hidden = false;
  };

  const apply = (ops) => {
    const follow = ["scroll", "thread-scroll"].map(byId).filter(atEnd);
    for (const op of ops) {
      if (op.do === "again") { go(location.pathname + location.search, false, true); return; }
      if (op.do === "remove") byId(op.id)?.remove();
      else if (op.do === "put") put(op.id, op.html);
      else add(op);
    }
    follow.forEach(toEnd);
    settle();
  };

  // After a change: the title, and the rest of the page out of reach while a modal is open.
  const settle = () => {
    document.title = byId("sidebar")?.dataset.title || document.title;
    const dialog = byId("modal").querySelector(".modal");
    const isNew = dialog && !app.inert;
    if (isNew) opener = mark(document.activeElement);
    app.inert = Boolean(dialog);
    if (dialog && (isNew || !dialog.contains(document.activeElement))) {
      const first = dialog.querySelector("[aria-invalid], [data-autofocus]")
        || dialog.querySelector(".modal-body :is(input:not([type=hidden]), select, textarea, button:not(.enter), summary)")
        || dialog.querySelector(".modal-foot button");
      // Of radio buttons the chosen one is where the keys begin.
      const chosen = first?.type === "radio" && dialog.querySelector(`[name="${CSS.escape(first.name)}"]:checked`);
      (chosen || first)?.focus();
    }
    if (!dialog && opener !== null) {
      if (!focusOn(opener)) byId("text")?.focus();
      opener = null;
    }
  };

  /* --- the server -------------------------------------------------------- */

  const lost = (is) => { byId("offline").hidden = !is; };

  const listen = () => {
    source?.close();
    source = new EventSource(`/events?${new URLSearchParams({ at, since: position })}`);
    source.onopen = () => lost(false);
    source.onmessage = (event) => { position = event.lastEventId; apply(JSON.parse(event.data)); };
    source.onerror = () => {
      lost(true);
      if (source.readyState === EventSource.CLOSED) setTimeout(listen, 2000);
    };
  };

  const send = async (form, submitter, more = []) => {
    const body = new URLSearchParams(new FormData(form, submitter));
    for (const [name, value] of more) body.set(name, value);
    form.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(form.getAttribute("action"),
        { method: "POST", body, headers: { Accept: "application/json" } });
      if (answer.status === 409) location.reload();
      lost(false);
      return answer.ok;
    } catch {
      lost(true);
      return false;
    } finally {
      form.removeAttribute("aria-busy");
    }
  };

  const go = async (href, push = true, whole = false) => {
    const mine = ++turn;
    let answer;
    try { answer = await fetch(href, { headers: { Accept: "application/json" } }); }
    catch { lost(true); return; }
    if (mine !== turn) return;
    if (!answer.ok || !answer.headers.get("Content-Type")?.startsWith("application/json")) {
      location.assign(href);
      return;
    }
    const page = await answer.json();
    const composer = byId("text");
    const here = byId("main").dataset.place;
    if (composer) drafts.set(here, composer.value);
    at = page.at;
    position = page.position;
    document.body.dataset.at = at;
    if (push) history.pushState(null, "", at);
    else history.replaceState(null, "", at + location.hash);
    const same = here === page.place && !whole;
    const focused = mark(document.activeElement);
    for (const [id, html] of Object.entries(page.pieces)) if (!(same && id === "main")) put(id, html);
    settle();
    listen();
    if (!same) {
      toEnd(byId("scroll"));
      const text = byId("text");
      if (text && !text.value && drafts.has(page.place)) text.value = drafts.get(page.place);
    }
    toEnd(byId("thread-scroll"));
    if (whole) focusOn(focused);
    else if (push && !matchMedia("(pointer: coarse)").matches) (byId("reply") || byId("text"))?.focus();
  };

  const earlier = async (link) => {
    const answer = await fetch(link.href, { headers: { Accept: "application/json", "X-Piece": "earlier" } });
    if (answer.ok) apply(await answer.json());
    byId("earlier-link")?.focus({ preventScroll: true });
  };

  /* --- the composer ------------------------------------------------------ */

  const hints = (text) => {
    const list = byId("hints");
    if (!list || text.id !== "text") return;
    const typed = text.value.split(/\s/)[0];
    let any = false;
    for (const line of list.children) {
      const name = line.firstElementChild.dataset.fill.trim();
      line.hidden = !(typed.startsWith("/") && name.startsWith(typed));
      any ||= !line.hidden;
    }
    list.hidden = !any;
  };

  const fill = (value) => {
    const text = byId("text");
    if (!text) return false;
    text.value = value;
    text.dispatchEvent(new Event("input", { bubbles: true }));
    text.focus();
    text.setSelectionRange(value.length, value.length);
    return true;
  };

  const recall = (text, step) => {
    const history = JSON.parse(text.dataset.history || "[]");
    let place = Number(text.dataset.place ?? history.length);
    if (place === history.length) text.dataset.own = text.value;
    place = Math.max(0, Math.min(history.length, place + step));
    text.dataset.place = place;
    text.value = place === history.length ? text.dataset.own || "" : history[place];
    hints(text);
  };

  const say = async (form) => {
    const text = form.querySelector("textarea");
    const said = text.value;
    if (!said.trim()) return;
    text.value = "";
    hints(text);
    const past = JSON.parse(text.dataset.history || "[]");
    if (past.at(-1) !== said.trim()) past.push(said.trim());
    text.dataset.history = JSON.stringify(past);
    delete text.dataset.place;
    toEnd(byId(text.id === "reply" ? "thread-scroll" : "scroll"));
    const sent = await send(form, null, [["text", said]]);
    if (!sent && !text.value) text.value = said;
  };

  /* --- what people do ---------------------------------------------------- */

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || "native" in form.dataset) return;
    event.preventDefault();
    const button = event.submitter;
    if ("composer" in form.dataset) { say(form); return; }
    if (form.getAttribute("aria-busy")) return;
    const question = button?.closest("details.ask");
    if (question) { question.open = false; question.firstElementChild.focus(); }
    if (button?.name === "press" && button.value === "") return;
    button?.closest("details.menu")?.removeAttribute("open");
    send(form, button);
  });

  document.addEventListener("change", (event) => {
    const control = event.target;
    if ("auto" in control.dataset) { send(control.form); return; }
    count(control.closest("details.picks"));
    if (!control.dataset?.dispatch) return;
    if (control.matches("textarea, input:is([type=text], [type=email], [type=url], [type=number])")) return;
    dispatch(control);
  });

  const count = (box) => {
    if (!box) return;
    const chosen = box.querySelectorAll("input:checked").length;
    box.firstElementChild.textContent = chosen ? `${chosen} chosen` : "Choose options";
  };

  const dispatch = (control) => {
    const key = control.dataset.dispatch;
    const ask = control.form.querySelector(`details.ask[data-for="${CSS.escape(key)}"]`);
    if (!ask) { send(control.form, null, [["press", key]]); return; }
    ask.open = true;
    ask.querySelector(".question button:last-child").focus();
  };

  document.addEventListener("click", (event) => {
    for (const box of document.querySelectorAll("details:is(.menu, .picks)[open]")) {
      if (!box.contains(event.target)) box.open = false;
    }
    const node = event.target.closest("a, button");
    if (!node || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (node.dataset.press) { send(node.closest("form"), null, [["press", node.dataset.press]]); return; }
    if (node.id === "newer") { toEnd(byId("scroll")); node.hidden = true; return; }
    if (node.dataset.fill && (node.tagName !== "A" || byId("main").dataset.place === new URL(node.href).pathname)) {
      if (fill(node.dataset.fill)) event.preventDefault();
      return;
    }
    if (node.tagName !== "A" || node.target || !node.getAttribute("href").startsWith("/")) return;
    event.preventDefault();
    if ("earlier" in node.dataset) earlier(node);
    else go(node.getAttribute("href"));
  });

  document.addEventListener("input", (event) => {
    if (event.target.closest("[data-composer]")) hints(event.target);
    if (event.target.id === "text") delete event.target.dataset.place;
  });

  document.addEventListener("focusout", (event) => {
    const form = event.target.closest("[data-composer]");
    if (form && byId("hints") && !form.contains(event.relatedTarget)) byId("hints").hidden = true;
  });

  const inComposer = (event, text) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      text.form.requestSubmit();
    } else if (event.key === "ArrowUp" && text.selectionEnd === 0 || event.key === "ArrowUp" && "place" in text.dataset) {
      event.preventDefault();
      recall(text, -1);
    } else if (event.key === "ArrowDown" && "place" in text.dataset) {
      event.preventDefault();
      recall(text, 1);
    } else if (event.key === "Tab" && !event.shiftKey) {
      const typed = text.value;
      const hint = byId("hints")?.querySelector("li:not([hidden]) button");
      if (hint && typed.startsWith("/") && !typed.includes(" ") && fill(hint.dataset.fill)) event.preventDefault();
    }
  };

  document.addEventListener("keydown", (event) => {
    const node = event.target;
    if (node.matches?.("[data-composer] textarea")) { inComposer(event, node); if (event.defaultPrevented) return; }
    if (event.key === "Enter" && node.dataset?.dispatch && node.matches("input:is([type=text], [type=email], [type=url], [type=number])")) {
      event.preventDefault();
      dispatch(node);
      return;
    }
    if (event.key !== "Escape") return;
    const open = [...document.querySelectorAll("details:is(.menu, .ask, .picks)[open]")]
      .filter((box) => !app.inert || byId("modal").contains(box)).at(-1);
    if (open) { open.open = false; open.firstElementChild.focus(); return; }
    const close = byId("modal").querySelector("button[value=close]");
    if (close) { close.click(); return; }
    byId("close-thread")?.click();
  });

  document.addEventListener("scroll", (event) => {
    if (event.target.id !== "scroll") return;
    ended = atEnd(event.target);
    if (ended && byId("newer")) byId("newer").hidden = true;
  }, true);

  window.addEventListener("resize", () => { if (ended) toEnd(byId("scroll")); });

  // One menu at a time, as everywhere.
  document.addEventListener("toggle", (event) => {
    if (!event.target.open || !event.target.matches("details.menu")) return;
    for (const box of document.querySelectorAll("details.menu[open]")) if (box !== event.target) box.open = false;
  }, true);

  window.addEventListener("popstate", () => {
    const here = location.pathname + location.search;
    if (here !== at) go(here, false);
  });

  // Browsers allow six connections to one address; a tab that nobody sees needs none.
  document.addEventListener("visibilitychange", () => {
    clearTimeout(idle);
    if (!document.hidden) { if (!source) listen(); return; }
    idle = setTimeout(() => { source?.close(); source = null; }, IDLE);
  });

  toEnd(byId("scroll"));
  toEnd(byId("thread-scroll"));
  settle();
  listen();
  if (!app.inert && !matchMedia("(pointer: coarse)").matches) (byId("reply") || byId("text"))?.focus();
})();
