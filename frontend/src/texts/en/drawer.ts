/** Of the drawer and its dialogs. */
export default {
  "drawer.title": "Drive",
} as const;
