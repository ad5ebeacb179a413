export { AttendanceModule } from './attendance.module.js';
export { AttendanceRow } from './dto/attendance.model.js';
