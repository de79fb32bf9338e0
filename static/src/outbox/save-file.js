/** Gives the person a file: through the phone's own share sheet where it takes such a file, else as a download. */

/** @param {{name: string, text: string}} file @returns {Promise<boolean>} false when the person has closed the share sheet */
export async function saveFile({ name, text }) {
  const file = new File([text], name, { type: "application/json" });
  if (navigator.canShare?.({ files: [file] }) && matchMedia("(pointer: coarse)").matches) {
    try {
      await navigator.share({ files: [file], title: name });
      return true;
    } catch (error) {
      if (/** @type {any} */ (error).name === "AbortError") return false;
    }
  }
  download(file);
  return true;
}

/** @param {File} file */
function download(file) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000); // Safari reads it late
}
