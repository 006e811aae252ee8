/** Everything the screens show, as signals. Views read them; only the controller and the chat link write the server's part. */
import { batch, computed, type ReadonlySignal, signal } from '@preact/signals';
import type { ConnectionInfo, ConversationSnapshot } from '@skein/sdk';
import type { Clue } from '../../bridge/clue';
import type { Locale, Theme } from '../../bridge/messages';
import type { SiteConfig } from '../../bridge/site-config';
import type { ApiError, Session } from '../session/api';
import type { ConsultationView } from './consultation';
import { unreadMessages } from './rows';
import type { Stage } from './visit';

export type State = ReturnType<typeof createState>;

/** `online` is what the browser says of the network. */
export function createState(online: ReadonlySignal<boolean>) {
  // Decided by the host page or the reader.
  const hosted = signal(false);
  const open = signal(false);
  const fullscreen = signal(false);
  const enlarged = signal(false);
  const locale = signal<Locale>('en');
  const theme = signal<Theme>('system');
  const clue = signal<Clue>({});
  const view = signal<'home' | 'chat'>('home');
  /** The log shows its end. */
  const atEnd = signal(true);

  // Told by the server.
  const config = signal<SiteConfig | null>(null);
  const phase = signal<Stage>({ name: 'unknown' });
  const session = signal<Session | null>(null);
  const consultation = signal<ConsultationView | null>(null);
  const conversation = signal<ConversationSnapshot | null>(null);
  const connection = signal<ConnectionInfo | null>(null);
  /** Null while not known. */
  const agentOnline = signal<boolean | null>(null);
  /** Why the newest messages could not be loaded. */
  const loadProblem = signal<ApiError | null>(null);
  const olderFailed = signal(false);
  /** The consultation whose rating was put off. */
  const ratingPutOff = signal<string | null>(null);

  const unread = computed(() => {
    const held = conversation.value;
    return held === null ? [] : unreadMessages(held.messages, held.readSeq);
  });

  const unreadCount = computed(() => conversation.value?.unread ?? 0);

  return {
    online,
    hosted,
    open,
    fullscreen,
    enlarged,
    locale,
    theme,
    clue,
    view,
    atEnd,
    config,
    phase,
    session,
    consultation,
    conversation,
    connection,
    agentOnline,
    loadProblem,
    olderFailed,
    ratingPutOff,
    unread,
    /** As the server counts, also beyond what is loaded here. */
    unreadCount,
    /** The name of somebody in the conversation; empty when not known. */
    nameOf(uid: string): string {
      const held = conversation.value;
      const member = held?.members.find((one) => one.uid === uid);
      if (member?.name) return member.name;
      if (consultation.value?.agentUid === uid) return consultation.value.agentName;
      // Agents of earlier days are no members any more, but the log says when they came.
      for (const { content } of held?.messages ?? []) {
        if (content.type === 'system' && content.subjectUid === uid && content.subjectName) return content.subjectName;
      }
      return '';
    },
    /** Back to nobody: what the person before saw must not be seen by the next. */
    reset(): void {
      batch(() => {
        session.value = null;
        consultation.value = null;
        conversation.value = null;
        connection.value = null;
        agentOnline.value = null;
        loadProblem.value = null;
        olderFailed.value = false;
        ratingPutOff.value = null;
        view.value = 'home';
      });
    },
  };
}
