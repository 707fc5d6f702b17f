// The stories of the guide, in the order in which they are offered. Each is a file of data and nothing else.
//
// A step names what is to be done and what is seen then: `be` somebody, be `in` a room (`@unrush`: one's own messages
// with Unrush), on a `tab`, in the `thread` of a message with these words; `wait` for a time; `say` something; `press` a
// button. `sees` ends it: `where` is tag, private, dm, channel, thread or home.

import { story as first } from "./stories/first.js";
import { story as focus } from "./stories/focus.js";
import { story as zones } from "./stories/zones.js";
import { story as friday } from "./stories/friday.js";

export const STORIES = [first, focus, zones, friday];
