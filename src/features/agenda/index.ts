export { AgendaModule } from './agenda.module.js';
export { AgendaItem } from './dto/agenda.model.js';
export { ScheduleService, type Appointment } from './schedule.service.js';
