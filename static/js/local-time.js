// Fills each [data-local-time] with the reader's own time; the style sheet keeps the room for it.
// Without it the page shows the webinar's zone and a table of other cities.
const page = document.documentElement.lang
const language = page === "en" ? "en-GB" : page
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone ?? ""
const city = zone.split("/").at(-1).replaceAll("_", " ")
const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }
const calendar = new Intl.DateTimeFormat(language, { weekday: "long", day: "numeric", month: "long" })

// Forms that have a place for it say the reader's zone, so that mails can give the time in it.
for (const field of document.querySelectorAll("input[data-time-zone]")) field.value = zone

for (const element of document.querySelectorAll("[data-local-time]")) {
  const { starts, ends, equal, same, other } = element.dataset
  const start = new Date(starts)
  const end = new Date(ends)
  // The texts of `starts` and `ends` end with the offset in the webinar's own zone.
  const isEqual = [[start, starts], [end, ends]].every(([moment, text]) => -moment.getTimezoneOffset() === minutes(text))
  if (isEqual && equal === undefined) continue
  // The text of `starts` begins with the day in the webinar's own zone.
  const here = [start.getFullYear(), start.getMonth() + 1, start.getDate()]
  const isSameDay = here.join() === starts.slice(0, 10).split("-").map(Number).join()
  // In the night when the reader's clocks change, each time says its offset.
  const changes = start.getTimezoneOffset() !== end.getTimezoneOffset()
  const time = new Intl.DateTimeFormat(language, changes ? { ...clock, timeZoneName: "shortOffset" } : clock)
  const words = { start: time.format(start), end: time.format(end), day: calendar.format(start), zone: city }
  const pattern = isEqual ? equal : isSameDay ? same : other
  element.textContent = pattern.replace(/{(\w+)}/g, (_, name) => words[name])
  element.hidden = false
}

function minutes(text) {
  const [, sign, hours, rest] = text.match(/([+-])(\d\d):(\d\d)$/)
  return (sign === "-" ? -1 : 1) * (hours * 60 + Number(rest))
}
