/* The form of a case: the review columns of the violation layer, with its words. */

/* The result as buttons: one look, one click. */
function resultButtons(item, field) {
  const group = make("div", { class: "results", role: "radiogroup", "aria-label": field.title, id: "in-" + field.key });
  field.words.forEach(([word, meaning], i) => group.append(make("button", {
    type: "button", role: "radio", title: meaning, "data-word": word, tabindex: i === 0 ? "0" : "-1",
    onclick: () => setMark(item, field.key, markOf(item) !== undefined && markOf(item).values[field.key] === word ? "" : word),
    onkeydown: (event) => {
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      const buttons = [...group.children];
      if (step !== undefined) {
        buttons[(i + step + buttons.length) % buttons.length].focus();
        event.preventDefault();
      }
    },
  }, word)));
  return group;
}

function inputOf(item, field) {
  const id = "in-" + field.key;
  if (field.key === "review_result") {
    return resultButtons(item, field);
  }
  let input;
  if (field.type === "word") {
    input = make("select", { id }, make("option", { value: "" }, ""));
    field.words.forEach(([word, meaning]) => input.append(make("option", { value: word, title: meaning }, word)));
  } else if (field.type === "date") {
    input = make("input", { id, type: "date" });
  } else if (field.bytes > 100) {
    input = make("textarea", { id, maxlength: field.bytes });
  } else {
    input = make("input", { id, type: "text", maxlength: field.bytes, autocomplete: "off" });
  }
  input.addEventListener(field.type === "text" ? "input" : "change", () => setMark(item, field.key, input.value.replace(/[\r\n\t]+/g, " ").trim()));
  return input;
}

function addField(grid, item, field) {
  const title = field.title + (field.kept ? "" : " ※");
  grid.append(make("label", { for: "in-" + field.key, id: "label-" + field.key }, title), inputOf(item, field),
    make("div", { class: "say", id: "say-" + field.key, hidden: true }));
}

/* What every case needs stands first; the rest folds away. */
const FIRST = ["review_result", "review_stage", "review_date", "reviewer", "actual_use", "evidence", "review_approval", "deadline", "rectified_on", "notes"];

function makeForm(item) {
  const grid = make("div", { class: "form" });
  const more = make("div", { class: "form" }), city = make("div", { class: "form" });
  const fields = data.head.form;
  FIRST.map(fieldOf).filter((field) => field !== undefined).forEach((field) => addField(grid, item, field));
  fields.filter((field) => !field.city && !FIRST.includes(field.key)).forEach((field) => addField(more, item, field));
  fields.filter((field) => field.city).forEach((field) => addField(city, item, field));
  const fold = (title, body, hint) => make("details", { class: "more" }, make("summary", {}, title),
    hint === "" ? null : make("p", { class: "hint" }, hint), body);
  if (more.childElementCount > 0) {
    grid.append(fold(say("more"), more, ""));
  }
  if (city.childElementCount > 0) {
    grid.append(fold(say("city"), city, say("city-only")));
  }
  return grid;
}

function fillResult(group, word) {
  const any = [...group.children].some((button) => button.dataset.word === word);
  [...group.children].forEach((button, i) => {
    const chosen = button.dataset.word === word;
    button.setAttribute("aria-checked", chosen ? "true" : "false");
    button.tabIndex = chosen || (!any && i === 0) ? 0 : -1;
  });
}

/* Shows what is filled in, what must be, and what cannot be. */
function fillForm(item) {
  const values = markOf(item) === undefined ? {} : markOf(item).values;
  const wanted = musts(values), wrong = faults(item, values);
  for (const field of data.head.form) {
    const input = $("in-" + field.key), text = $("say-" + field.key);
    if (field.key === "review_result") {
      fillResult(input, values[field.key] || "");
    } else if (document.activeElement !== input || field.type !== "text") {
      input.value = values[field.key] || "";
    }
    $("label-" + field.key).classList.toggle("must", wanted.includes(field.key));
    input.classList.toggle("wrong", wrong[field.key] !== undefined);
    input.setAttribute("aria-invalid", wrong[field.key] !== undefined ? "true" : "false");
    input.setAttribute("aria-describedby", text.id);
    text.textContent = wrong[field.key] || "";
    text.hidden = wrong[field.key] === undefined;
    const folded = input.closest("details");
    if (folded !== null && (values[field.key] || wrong[field.key])) {
      folded.open = true;
    }
  }
  $("clear").disabled = markOf(item) === undefined;
}
