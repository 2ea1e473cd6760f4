/** Everything the page gets: each import defines an element. */
import "./card/nas-burnin-card";
import "./card/nas-burnin-drive-card";
import "./dialogs/nas-burnin-confirm";
import "./dialogs/nas-burnin-unlock";
import "./drawer/nas-burnin-attributes";
import "./drawer/nas-burnin-burn-in-tab";
import "./drawer/nas-burnin-drawer";
import "./drawer/nas-burnin-events-tab";
import "./drawer/nas-burnin-history-tab";
import "./drawer/nas-burnin-self-tests";
import "./drawer/nas-burnin-smart-tab";
import "./drawer/nas-burnin-speeds";
import "./host/nas-burnin-host-card";
import "./plots/nas-burnin-speed-plot";
import "./start/nas-burnin-start";
import "./start/stage-list";
import "./strategy";
import "./ui/dialog";
import { offerAll } from "./pickers";
import { defineAll } from "./register";

defineAll();
offerAll();
