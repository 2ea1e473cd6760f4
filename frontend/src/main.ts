/** Everything the page gets: each import defines an element. */
import "./card/nas-burnin-card";
import "./card/nas-burnin-drive-card";
import "./drawer/nas-burnin-drawer";
import "./start/nas-burnin-start";
import "./start/stage-list";
import "./strategy";
import "./ui/dialog";
import { offerAll } from "./pickers";
import { defineAll } from "./register";

defineAll();
offerAll();
