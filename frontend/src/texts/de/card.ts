import type en from "../en/card";
import type { Same } from "../same";

export default {
  "card.title": "Burn-in",
} satisfies Same<typeof en>;
