/** Calls the visitor back: the page hears what is unread, and the next page whether there is a talk. */
import type { Feature } from '../../kit/feature';
import { reportTalk } from './talk-report';
import { reportUnread } from './unread-report';

export const attention: Feature = {
  run(services) {
    reportUnread(services);
    reportTalk(services);
  },
};
