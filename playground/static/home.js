// The app's Home tab.

import { el } from "./dom.js";
import { ViewBody } from "./modals.js";

let shown = null;

/** The Home, or what Slack says where the app has not drawn one. */
export function home(view) {
  if (!view) return el("p", { class: "empty" }, "This is a work in progress. The app has not drawn its Home yet.");
  if (shown?.id !== view.id) shown = { id: view.id, body: new ViewBody(view) };
  shown.body.show(view);
  return shown.body.node;
}
