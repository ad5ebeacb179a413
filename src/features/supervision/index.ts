export { SupervisionModule } from './supervision.module.js';
export { SupervisionMeeting } from './dto/supervision.model.js';
export { MeetingLoader } from './supervision.loader.js';
