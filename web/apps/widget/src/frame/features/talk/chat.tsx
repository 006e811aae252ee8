/** The conversation: header, connection bar, log with its cards, composer. */
import { useWidget } from '../../kit/context';
import { Slot } from '../../kit/feature';
import { isOver } from '../../kit/problem';
import { Composer } from './composer/composer';
import { ChatHeader } from './header';
import { Log } from './log/log';

export function Chat() {
  const { state } = useWidget();
  const phase = state.phase.value;
  const blocked = phase.name === 'failed' || phase.name === 'sign_in';
  return (
    <main class="chat" data-testid="chat" tabIndex={-1} data-autofocus>
      <ChatHeader />
      <Slot at="bar" />
      {blocked ? (
        <div class="log blocked">
          <Slot at="trouble" />
        </div>
      ) : (
        <Log />
      )}
      {!isOver(phase) && <Composer />}
    </main>
  );
}
