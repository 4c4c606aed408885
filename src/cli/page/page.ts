import { complain, errorText, stopComplaining } from './alert.ts';
import { connectAvailabilityTest } from './availability.ts';
import { ignoreDoubleClicks, whileBusy } from './busy.ts';
import { forgetCalls, showCall, showCalls } from './call-list.ts';
import { connectCallTools } from './call-tools.ts';
import { connectComposer } from './composer.ts';
import { isBeforeHandoff, showConversation } from './conversation.ts';
import { element } from './element.ts';
import { connectFaultChoice, showFault } from './fault-choice.ts';
import { connectFirstQuestion } from './first-question.ts';
import { act, NotNow } from './requests.ts';
import { followEvents } from './stream.ts';

const start = element('start', HTMLFormElement);
const talk = element('talk', HTMLButtonElement);
const leave = element('leave', HTMLButtonElement);

ignoreDoubleClicks();
connectFirstQuestion(isBeforeHandoff);
connectComposer();
connectAvailabilityTest();
connectFaultChoice();
connectCallTools();

start.addEventListener('submit', (event) => {
  event.preventDefault();
  const fields = [...new FormData(start)].map(([name, value]) => [name, String(value)]);
  void tell(talk, '/_/start', Object.fromEntries(fields));
});
leave.addEventListener('click', () => void tell(leave, '/_/leave', {}));

followEvents({
  snapshot({ webhook, conversation, calls, fault }) {
    stopComplaining();
    element('webhook', HTMLElement).textContent = webhook;
    showConversation(conversation);
    showCalls(calls, webhook);
    showFault(fault);
  },
  conversation: showConversation,
  call: showCall,
  cleared: ({ upTo }) => forgetCalls(upTo),
  fault: showFault,
  lost() {
    complain('The simulator does not answer. This page goes on when it runs again.');
  },
});

function tell(button: HTMLButtonElement, path: '/_/start' | '/_/leave', fields: Record<string, string>): Promise<void> {
  return whileBusy(button, async () => {
    try {
      await act(path, fields);
      stopComplaining();
    } catch (error) {
      // It was done already, by this page or another one of the tab.
      if (!(error instanceof NotNow)) complain(errorText(error));
    }
  });
}
