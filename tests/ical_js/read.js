// Reads the calendars on standard input with ical.js, strictly; writes what a calendar program would show, as JSON.
import { text } from "node:stream/consumers"
import ICAL from "ical.js"

ICAL.design.strict = true
const parsed = ICAL.parse(await text(process.stdin))
const calendars = typeof parsed[0] === "string" ? [parsed] : parsed

const shown = (event, method) => ({
  method,
  uid: event.uid,
  sequence: event.sequence,
  status: event.component.getFirstPropertyValue("status"),
  summary: event.summary,
  description: event.description,
  url: event.component.getFirstPropertyValue("url"),
  start: event.startDate.toJSDate().toISOString(),
  end: event.endDate.toJSDate().toISOString(),
  attendees: event.attendees.map((person) => [person.getParameter("cn"), person.getFirstValue()]),
})

const entries = calendars.flatMap((calendar) => {
  const component = new ICAL.Component(calendar)
  const method = component.getFirstPropertyValue("method")
  return component.getAllSubcomponents("vevent").map((event) => shown(new ICAL.Event(event), method))
})
console.log(JSON.stringify(entries))
