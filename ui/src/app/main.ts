import "element-plus/es/components/date-picker-panel/style/css";
import "../kit/tokens.css";
import "../kit/base.css";
import { createApp } from "vue";
import { onClosing } from "../host";
import { report } from "../host/office";
import { keepAll } from "../kit/drafts";
import { listenForKeys } from "../kit/keys";
import { keepFocus } from "../kit/spot";
import App from "./App.vue";
import { router } from "./routes";
import { startSize } from "../host/textSize";

startSize();
const app = createApp(App);
app.config.errorHandler = (error) => void report(error);
window.addEventListener("unhandledrejection", (event) => void report(event.reason));
// Errors of timers and listeners; those without an error object (a resize that comes late) break nothing.
window.addEventListener("error", (event) => {
  if (event.error) void report(event.error);
});
listenForKeys();
keepFocus();
onClosing(() => void keepAll());
app.use(router).mount("#app");
