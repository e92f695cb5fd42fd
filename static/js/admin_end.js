// An end follows its start at the length it had, else at an hour, until it is typed by hand; a new session
// begins where the last one ends. Without JavaScript each is typed, and what is missing is said.
const HOUR = 3_600_000
const START = /^(.*-)?starts_at$|^start_\d+$/
const END = /^(.*-)?ends_at$|^end_\d+$/
const NEW_SESSION = /^sessions-(\d+)-starts_at$/
const lengths = new WeakMap()
const byHand = new WeakSet()

const endOf = ({ form, name }) => form.elements[name.replace(/starts_at$/, "ends_at").replace(/^start_/, "end_")]
// On the clock: what is typed has no zone.
const moment = ({ value }) => Date.parse(`${value}Z`)

const remember = (start) => {
  const length = moment(endOf(start)) - moment(start)
  if (!lengths.has(start)) lengths.set(start, length > 0 ? length : HOUR)
}

const offer = (start) => {
  const { form, name } = start
  const row = NEW_SESSION.exec(name)
  if (!row || start.value || form.elements[`sessions-${row[1]}-id`].value) return
  const times = [...form.querySelectorAll('[name^="sessions-"][name$="s_at"]')].map(({ value }) => value)
  start.value = times.sort().pop() || form.elements.starts_at?.value || ""
}

// Before its first change: a browser tells of one while the year is still being typed.
document.addEventListener("focusin", ({ target }) => {
  if (!START.test(target.name ?? "") || !endOf(target)) return
  remember(target)
  offer(target)
})

document.addEventListener("input", ({ target }) => {
  const name = target.name ?? ""
  if (END.test(name)) byHand[target.value ? "add" : "delete"](target)
  const end = START.test(name) && target.value && endOf(target)
  // A session may go without an end.
  if (!end || byHand.has(end) || (!end.value && name.startsWith("sessions-"))) return
  const text = new Date(moment(target) + lengths.get(target)).toISOString()
  if (!text.startsWith("+")) end.value = text.slice(0, 16) // "+": of more than four digits is no year here
})
