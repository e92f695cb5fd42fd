// Keeps the notes beside the times true while another time zone is chosen.
// Without JavaScript they name the zone in which the page was opened.
document.addEventListener("change", ({ target }) => {
  if (target.name !== "time_zone") return
  const city = target.value.split("/").pop().replaceAll("_", " ")
  for (const note of document.querySelectorAll("[data-zone-note]")) {
    note.textContent = note.dataset.zoneNote.replace("{city}", city)
  }
})
