/* What the reviewers fill in: kept in this browser where it allows that, and checked as `review` checks it. */
const marks = {
  all: new Map(), /* case id → {values: {column: text}, saved: is it in a file as it stands} */
  kept: true, /* the browser keeps them */
  last: {}, /* reviewer and day filled in last: the next case begins with them */
  changed: () => {},
};
const LASTING = ["reviewer", "review_date"];
/* Places in the lists of words, as the schema of the violation layer has them. */
const RESULT = { FOUNDED: 0, NOT_FOUNDED: 1, LEGAL: 2, RECTIFIED: 3 };
const STAGE = { RECTIFYING: 1, EXIT_PLANNED: 2, RECTIFIED: 3, COUNTY_ACCEPTED: 4 };

function storeName() {
  return "liangtian-review/" + data.head.code + "/" + data.head.period;
}

function keepMarks() {
  try {
    localStorage.setItem(storeName(), JSON.stringify({ marks: [...marks.all], last: marks.last }));
    marks.kept = true;
  } catch (error) {
    marks.kept = false;
  }
}

function openMarks() {
  try {
    const text = localStorage.getItem(storeName());
    const stored = text === null ? { marks: [], last: {} } : JSON.parse(text);
    marks.all = new Map(stored.marks.filter(([id]) => data.byId.has(id)));
    marks.last = stored.last;
    keepMarks(); /* or find out that it cannot be */
  } catch (error) {
    marks.kept = false;
  }
}

function markOf(item) {
  return marks.all.get(item.id);
}

function fieldOf(key) {
  return data.head.form.find((field) => field.key === key);
}

/* Place of the mark's word in the column's list; −1 where nothing is chosen. */
function wordOf(values, key) {
  const field = fieldOf(key);
  return field === undefined || !values[key] ? -1 : field.words.findIndex(([word]) => word === values[key]);
}

function begins(values, key) {
  return (key === "review_result" || key === "review_stage") && LASTING.every((one) => !values[one]);
}

function setMark(item, key, text) {
  const mark = markOf(item) || { values: {}, saved: false };
  const values = { ...mark.values };
  if (text !== "" && begins(values, key)) {
    Object.assign(values, marks.last);
  }
  if (text === "") {
    delete values[key];
  } else {
    values[key] = text;
  }
  if (LASTING.includes(key) && text !== "") {
    marks.last[key] = text;
  }
  if (Object.keys(values).length === 0) {
    marks.all.delete(item.id);
  } else {
    marks.all.set(item.id, { values, saved: false });
  }
  keepMarks();
  marks.changed(item);
}

function clearMark(item) {
  marks.all.delete(item.id);
  keepMarks();
  marks.changed(item);
}

function clearAll() {
  marks.all = new Map();
  marks.last = {};
  keepMarks();
  marks.changed(null);
}

/* The day in China, as `review` counts it. */
function today() {
  return new Date(Date.now() + 8 * 3600 * 1000).toISOString().slice(0, 10);
}

/* Columns that must be filled in, given the others. */
function musts(values) {
  const result = wordOf(values, "review_result"), stage = wordOf(values, "review_stage");
  const wanted = [];
  const want = (condition, key) => {
    if (condition) {
      wanted.push(key);
    }
  };
  want(result >= 0 || stage >= 0, "review_date");
  want(result === RESULT.NOT_FOUNDED, "evidence");
  want(result === RESULT.LEGAL, "review_approval");
  want(stage === STAGE.RECTIFYING || stage === STAGE.EXIT_PLANNED, "deadline");
  want(result === RESULT.RECTIFIED || stage === STAGE.RECTIFIED || stage === STAGE.COUNTY_ACCEPTED, "rectified_on");
  want(wordOf(values, "city_result") >= 0, "city_date");
  return wanted;
}

/* What `review` would refuse, as {column: sentence}. */
function faults(item, values) {
  const found = {};
  const earliest = (key, day) => {
    if (values[key] && day && values[key] < day) {
      found[key] = say("from-day", day);
    }
  };
  for (const key of ["review_date", "rectified_on", "city_date"]) {
    earliest(key, item.firstDay);
    if (values[key] && values[key] > today()) {
      found[key] = say("to-day", today());
    }
  }
  for (const key of ["deadline", "approval_until", "city_date"]) {
    earliest(key, values.review_date);
  }
  for (const key of musts(values)) {
    if (!values[key]) {
      found[key] = say("must", fieldOf(key).title);
    }
  }
  return found;
}

function isFaulty(item) {
  const mark = markOf(item);
  return mark !== undefined && Object.keys(faults(item, mark.values)).length > 0;
}

/* {all, unsaved, faulty} */
function countMarks() {
  const sums = { all: 0, unsaved: 0, faulty: 0 };
  for (const [id, mark] of marks.all) {
    sums.all++;
    sums.unsaved += mark.saved ? 0 : 1;
    sums.faulty += isFaulty(data.byId.get(id)) ? 1 : 0;
  }
  return sums;
}
