/** The console's one entry: wires htmx and the few helpers. Pages work without it, only with page loads. */
import htmx from "htmx.org";

export { default as sprite } from "./ui/pictograms.svg"; // for <use> in pages
import { offerAppearance } from "./console/appearance.js";
import { askBeforeSending } from "./console/confirm.js";
import { searchWhatWasTyped } from "./console/early.js";
import { localiseTimes } from "./console/times.js";
import { offerTickAll } from "./console/ticks.js";
import { tellTrouble } from "./console/trouble.js";
import { installPolicy } from "./console/trusted.js";
import { offerUpload } from "./console/upload.js";
import { fillZone } from "./console/zone.js";

Object.assign(htmx.config, {
  allowEval: false,
  includeIndicatorStyles: false,
  historyCacheSize: 0, // no copies of pages in the browser; going back loads the page anew
  refreshOnHistoryMiss: true,
  attributesToSettle: ["class"], // the others would set style attributes, which the policy forbids
  responseHandling: [
    { code: "204", swap: false },
    { code: "[23]..", swap: true },
    { code: "4(09|22)", swap: true }, // the same form again, with what to change
    { code: "[45]..", swap: false, error: true },
  ],
});
installPolicy();

htmx.onLoad(localiseTimes);
htmx.onLoad(offerTickAll);
htmx.onLoad(fillZone);
offerAppearance();
searchWhatWasTyped();
tellTrouble();
askBeforeSending();
offerUpload();
