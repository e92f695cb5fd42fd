// Adds the reader's own time below each time that carries data-local-time.
// Without it the page shows the webinar's zone and a table of other cities.
const language = document.documentElement.lang
const clock = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" })
const calendar = new Intl.DateTimeFormat(language, { weekday: "long", day: "numeric", month: "long" })
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone ?? ""
const city = zone.split("/").at(-1).replaceAll("_", " ")

// Forms that have a place for it say the reader's zone, so that mails can give the time in it.
for (const field of document.querySelectorAll("input[data-time-zone]")) field.value = zone

for (const element of document.querySelectorAll("[data-local-time]")) {
  const { starts, ends, offset, same, other } = element.dataset
  const start = new Date(starts)
  if (-start.getTimezoneOffset() === Number(offset)) continue
  // The text of `starts` begins with the day in the webinar's own zone.
  const here = [start.getFullYear(), start.getMonth() + 1, start.getDate()]
  const isSameDay = here.join() === starts.slice(0, 10).split("-").map(Number).join()
  const words = { start: clock.format(start), end: clock.format(new Date(ends)), day: calendar.format(start), zone: city }
  element.textContent = (isSameDay ? same : other).replace(/{(\w+)}/g, (_, name) => words[name])
  element.hidden = false
}
