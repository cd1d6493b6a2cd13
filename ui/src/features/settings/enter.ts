/** Enter in a small form, as everywhere. */
export { goOnOrSend } from "../../kit/enter";
