import { serveDesk } from './web/desk.ts';
import { writeFileSync } from 'node:fs';
const desk = await serveDesk();
writeFileSync('/tmp/desk.json', JSON.stringify(desk));
setTimeout(() => void desk.stop().then(() => process.exit(0)), 40*60_000);
process.on('SIGTERM', () => void desk.stop().then(() => process.exit(0)));
