/** Everything the screens show, as signals. Views read them; only the controller and the chat link write the server's part. */
import { batch, computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { ConnectionInfo, ConversationSnapshot } from '@skein/sdk';
import type { Clue } from '../../bridge/clue';
import type { Locale, Theme } from '../../bridge/messages';
import type { SiteConfig } from '../../bridge/site-config';
import type { ApiError, Session } from '../session/api';
import type { ConsultationView } from './consultation';
import { unreadMessages } from './messages';
import type { Stage } from './visit';

export type State = ReturnType<typeof createState>;

/** `online` is what the browser says of the network. */
export function createState(online: ReadonlySignal<boolean>) {
  const ofPerson: Record<string, Signal> = {};
  /** What belongs to whoever is here, by name: null until somebody says it, and again for the next person. */
  const personal = <T>(name: string): Signal<T | null> => {
    ofPerson[name] ??= signal(null);
    return ofPerson[name];
  };

  // Decided by the host page or the reader.
  const hosted = signal(false);
  const open = signal(false);
  const fullscreen = signal(false);
  const locale = signal<Locale>('en');
  const theme = signal<Theme>('system');
  const clue = signal<Clue>({});
  /** Which screen fills the frame. */
  const view = signal('home');
  /** The log shows its end. */
  const atEnd = signal(true);

  // Told by the server.
  const config = signal<SiteConfig | null>(null);
  const phase = signal<Stage>({ name: 'unknown' });
  const session = personal<Session>('session');
  const consultation = personal<ConsultationView>('consultation');
  const conversation = personal<ConversationSnapshot>('conversation');
  const connection = personal<ConnectionInfo>('connection');
  /** Null while not known. */
  const agentOnline = personal<boolean>('agentOnline');
  /** Why the newest messages could not be loaded. */
  const loadProblem = personal<ApiError>('loadProblem');
  const olderFailed = personal<true>('olderFailed');

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
    personal,
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
        for (const held of Object.values(ofPerson)) held.value = null;
        view.value = 'home';
      });
    },
  };
}
