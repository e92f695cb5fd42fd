// Looks again when the doors open, and until there is a room, so that the Join button comes by itself.
// It never presses it. Without it the visitor loads the page again.
const door = document.querySelector("[data-opens]")
const LONGEST = 60_000 // a sleeping computer makes long timers late

const wait = () => {
  const left = new Date(door.dataset.opens) - Date.now()
  // Not all at the same second.
  if (left <= 0) setTimeout(look, Math.random() * 5000)
  else setTimeout(wait, Math.min(left, LONGEST))
}

const look = async () => {
  const answer = await fetch(location.href, { cache: "no-store" }).catch(() => null)
  const page = answer?.ok && new DOMParser().parseFromString(await answer.text(), "text/html")
  const found = page && page.querySelector("[data-door]")
  // The organisers set no room yet, or a clock that is fast looks too early: nothing to tell.
  const { door: state, opens } = found?.dataset ?? door.dataset
  if (state === door.dataset.door && opens === door.dataset.opens) return setTimeout(look, 15_000)
  // The button needs the permission of its own page to lead to the room: load it, keep the place.
  location.reload()
}

if (door) wait()
