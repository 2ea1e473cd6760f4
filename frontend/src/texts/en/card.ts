/** Of the table, the drive card, the start dialog and the dashboard. */
export default {
  "card.title": "Burn-in",
} as const;
