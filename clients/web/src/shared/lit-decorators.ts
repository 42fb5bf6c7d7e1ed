export { customElement, property, state } from "lit/decorators.js";
