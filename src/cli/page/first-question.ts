import { showFromBeginning } from './conversation-log.ts';
import { element } from './element.ts';

const start = element('start', HTMLFormElement);
const question = element('question', HTMLInputElement);
const answer = element('bot-answer', HTMLTextAreaElement);

/** Shows, before the first handoff, what the visitor asked the bot, and what it said. */
export function showFirstQuestion(): void {
  const lines = [
    { from: 'visitor' as const, body: question.value },
    { from: 'bot' as const, body: answer.value },
  ];
  showFromBeginning(
    lines.filter(({ body }) => body.trim()),
    [],
    false,
  );
}

/** To another question, the bot did not give this answer. */
export function connectFirstQuestion(isShown: () => boolean): void {
  question.addEventListener('input', () => {
    if (answer.value === answer.defaultValue) answer.value = '';
  });
  start.addEventListener('input', () => {
    if (isShown()) showFirstQuestion();
  });
}
