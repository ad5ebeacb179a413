/** What a step of a history tries. The server decides; what it accepts becomes a fact. */
import type { Dice } from '../dice.js';
import type { Act } from '../history.js';
import type { World } from '../world.js';
import { approveTask, correctAttendance, makeUp, sheet } from './attendance.js';
import { cancelDay, layDay, moveDay } from './calendar.js';
import { changeCertificate, dispense, endDispensation, issue, recordAttempts } from './certification.js';
import { join, move, replace, takeLeave, transfer, withdraw } from './people.js';
import {
  cancelMeeting,
  changeGroup,
  correctPresence,
  formAnother,
  holdMeetings,
  moveMeeting,
  planMeetings,
} from './supervision.js';

export const DOINGS: Record<Exclude<Act, 'look'>, (world: World, dice: Dice) => Promise<void>> = {
  sheet,
  correctAttendance,
  makeUp,
  task: approveTask,
  move,
  withdraw,
  replace,
  join,
  transfer,
  leave: takeLeave,
  form: formAnother,
  changeGroup,
  plan: planMeetings,
  moveMeeting,
  hold: holdMeetings,
  cancelMeeting,
  correctPresence,
  attempt: recordAttempts,
  issue,
  changeCertificate,
  dispense,
  endDispensation,
  moveDay,
  cancelDay,
  layDay,
};
