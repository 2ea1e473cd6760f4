import type en from "../en/drawer";
import type { Same } from "../same";

export default {
  "drawer.title": "Laufwerk",
} satisfies Same<typeof en>;
