export { ACT_WORDS } from './act-words.js';
export { fieldWords } from './field-words.js';
export { HistoryModule } from './history.module.js';
export { recordsOf } from './record-conditions.js';
export { isId, UNSEEN, ValueWords } from './value-words.js';
