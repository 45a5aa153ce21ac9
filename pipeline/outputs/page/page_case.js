/* The panel of the chosen case. */
const LEAD = ["case_id", "rule_title", "area_mu"]; /* stand in its head */

function facts(item) {
  const list = make("dl", {});
  data.head.columns.forEach((column, i) => {
    const text = shown(item, i);
    if (text !== "" && !LEAD.includes(column.key)) {
      list.append(make("dt", {}, column.title), make("dd", {}, text));
    }
  });
  return list;
}

function sheetLink(item) {
  return item.sheet === "" ? make("p", { class: "hint" }, say("no-sheet"))
    : make("p", {}, make("a", { href: encodeURI(item.sheet), target: "_blank", rel: "noopener" }, say("sheet")));
}

function walkLine(item) {
  const place = view.place.get(item.number);
  return make("div", { class: "walk" },
    make("span", {}, place === undefined ? "" : say("place", place + 1, view.shown.length)),
    make("button", { type: "button", onclick: () => chooseStep(-1), disabled: place === 0 }, say("previous")),
    make("button", { type: "button", onclick: () => chooseStep(1), disabled: place === view.shown.length - 1 }, say("next")));
}

async function tellCase(item, into) {
  const text = await textOf(item);
  if (view.chosen === item) {
    into.textContent = text === "" ? say("no-explain") : text;
  }
}

function drawPanel() {
  const item = view.chosen;
  if (item === null) {
    const rest = data.head.cases - data.head.with_ground;
    $("case").replaceChildren(make("p", { class: "nothing" }, say("pick")),
      ground.tiles.length > 0 && rest > 0 ? make("p", { class: "hint" }, say("some-ground", data.head.with_ground, rest)) : "");
    return;
  }
  const told = make("p", { class: "told", tabindex: "0", "aria-label": say("explain") }, "…");
  $("case").replaceChildren(
    walkLine(item), make("h2", {}, item.id),
    make("p", { class: isGrave(item) ? "lead grave" : "lead" }, value(item, "rule_title") + "　" + say("mu", decimal(value(item, "area_mu"), 2))),
    sheetLink(item), make("h3", {}, say("explain")), told,
    make("h3", {}, say("review")), makeForm(item),
    make("div", { class: "done" }, make("button", { type: "button", id: "clear", onclick: () => clearMark(item) }, say("clear"))),
    make("p", { class: "hint" }, say("only-here")),
    make("h3", {}, say("facts")), facts(item),
  );
  $("case").scrollTop = 0;
  fillForm(item);
  tellCase(item, told);
}

function drawWalk() {
  const line = $("case").querySelector(".walk");
  if (line !== null && view.chosen !== null) {
    line.replaceWith(walkLine(view.chosen));
  }
}
