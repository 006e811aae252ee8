/** The conversation: header, connection bar, log with its cards, composer. */
import { ChatHeader } from './chat-header';
import { Composer } from './composer';
import { ConnectionBar } from './connection-bar';
import { useWidget } from './context';
import { Log } from './log';
import { isOver, ProblemCard } from './problem';

export function Chat() {
  const { state } = useWidget();
  const phase = state.phase.value;
  const blocked = phase.name === 'failed' || phase.name === 'sign_in';
  return (
    <main class="chat" data-testid="chat" tabIndex={-1} data-autofocus>
      <ChatHeader />
      <ConnectionBar />
      {blocked ? (
        <div class="log blocked">
          <ProblemCard />
        </div>
      ) : (
        <Log />
      )}
      {!isOver(phase) && <Composer />}
    </main>
  );
}
