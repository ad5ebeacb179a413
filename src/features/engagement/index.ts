export { Engagement } from './dto/engagement.model.js';
export { EngagementLoader } from './engagement.loader.js';
export { EngagementModule } from './engagement.module.js';
export { EngagementRepository, type EngagementRow } from './engagement.repository.js';
export { EngagementService } from './engagement.service.js';
export { SeatService, type SeatPlace } from './seat.service.js';
