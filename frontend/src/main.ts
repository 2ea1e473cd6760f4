/** Everything the page gets: imported for what it defines. */
import "./card/nas-burnin-card";
import "./drawer/nas-burnin-drawer";
import { defineAll } from "./register";

defineAll();
