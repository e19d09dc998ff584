/* Photos over a weak link: each file is a post of its own, made smaller first, sent again by itself when the line comes
   back. Without this script the form sends them all at once; the house keeps the same photo only once either way. */
(() => {
  const form = document.querySelector("form[data-photos]");
  if (!form || !window.fetch || !window.createImageBitmap) return;
  const chooser = form.querySelector("input[type=file]"), told = form.querySelector("[role=status]");
  const LONG_EDGE = 1800, SMALL = 600000, QUALITY = 0.8, PAUSE = 5000;

  const smaller = async (file) => {
    if (file.size < SMALL) return file;
    try {
      const picture = await createImageBitmap(file);
      const scale = Math.min(1, LONG_EDGE / Math.max(picture.width, picture.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(picture.width * scale);
      canvas.height = Math.round(picture.height * scale);
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      const made = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
      return made && made.size < file.size ? made : file;
    } catch { return file; }
  };
  const pause = () => new Promise((done) => {
    const timer = setTimeout(done, PAUSE);
    window.addEventListener("online", () => { clearTimeout(timer); done(); }, { once: true });
  });
  const post = async (file, name) => {
    for (;;) {
      const body = new FormData(form);
      body.delete(chooser.name);
      body.append(chooser.name, file, name);
      try {
        const answer = await fetch(form.action, { method: "POST", body });
        return { url: answer.url, status: answer.status, page: new DOMParser().parseFromString(await answer.text(), "text/html") };
      } catch {
        told.textContent = form.dataset.waiting;
        await pause();
      }
    }
  };
  form.addEventListener("submit", async (event) => {
    const files = [...chooser.files];
    if (!files.length) return;
    event.preventDefault();
    const button = form.querySelector("button"), faults = [];
    let last;
    button.disabled = true;
    for (const [number, file] of files.entries()) {
      told.textContent = form.dataset.sending.replace("{number}", number + 1).replace("{all}", files.length);
      last = await post(await smaller(file), file.name);
      const token = last.page.querySelector("form[data-photos] input[name=token]");
      const wrong = last.page.querySelector("#" + CSS.escape(chooser.id) + "-error");
      if (wrong) faults.push(wrong.textContent);
      if (!token || (last.status >= 400 && !wrong)) { location.reload(); return; }
      form.querySelector("input[name=token]").value = token.value;
    }
    button.disabled = false;
    told.textContent = faults.length ? faults.join(" ") : form.dataset.done;
    if (!faults.length) location.assign(last.url);
  });
})();
