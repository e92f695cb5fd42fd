// Asks before a form is left in which something was changed and not saved.
// Without JavaScript nobody is asked: what was typed and not saved is gone once the page is left.
document.addEventListener("DOMContentLoaded", () => {
  const form = document.querySelector(".change-form #content-main > form")
  if (!form) return
  const typed = () => JSON.stringify([...new FormData(form)].map(([name, value]) =>
    value instanceof File ? [name, value.name, value.size] : [name, value]))
  // A page that came back to be corrected holds what is saved nowhere.
  const isRefused = document.querySelector(".mistakes") !== null
  let before = null
  let isSent = false

  // How the form was is read at the first touch: by then editors and search boxes have made it up.
  for (const touch of ["keydown", "pointerdown", "dragenter"]) {
    document.addEventListener(touch, () => { before ??= typed() }, { capture: true, once: true })
  }
  form.addEventListener("submit", () => { isSent = true })
  addEventListener("pageshow", () => { isSent = false })
  addEventListener("beforeunload", (event) => {
    if (!isSent && (isRefused || (before !== null && before !== typed()))) event.preventDefault()
  })
})
