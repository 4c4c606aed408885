import { describe } from 'vitest';
import { itAnswers } from './conformance/answers.ts';
import { itAnswersAvailabilityTests } from './conformance/availability.ts';
import { itChecksInOrder } from './conformance/checks.ts';
import { itSurvivesConnections } from './conformance/connections.ts';
import { itKeepsConversations } from './conformance/conversations.ts';
import type { Face } from './conformance/face.ts';
import { itWorksAfterTheAnswer } from './conformance/later-work.ts';
import { itFindsRoutesAndSecrets } from './conformance/mounting.ts';
import { itReadsBodies } from './conformance/reading.ts';

/**
 * What every face of the webhook keeps, mounted in its real framework: the status table of the design, and the
 * sentences under it.
 */
export function itConforms(face: Face): void {
  describe(`${face.name} conforms`, () => {
    itAnswers(face);
    itAnswersAvailabilityTests(face);
    itChecksInOrder(face);
    itFindsRoutesAndSecrets(face);
    itReadsBodies(face);
    itKeepsConversations(face);
    itWorksAfterTheAnswer(face);
    itSurvivesConnections(face);
  });
}
