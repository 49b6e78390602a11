export { listReportSchedules, readReportMail } from './read-report-mail.ts';
export { saveReportSchedule, sendReportNow, stopReportSchedule } from './save-schedule.ts';
export { sendDueReports } from './send-due-reports.ts';
export { reportMailWriters } from './write-report-mail.ts';
