// The name of a recorded series without colons, which looks like that of a scraped metric. Layer: checks.
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'rules/flat-record-name',
  summary: 'The name of a recorded series looks like that of a scraped metric.',
  severity: 'hint',
  unasked: true,
  since: '0.1.0',
  on: 'rule',
  given: ['record'],
  messages: {
    found:
      'Name recorded series as `level:metric:operations`, such as `job:requests:rate5m`, so that they are told apart from scraped ones.',
  },
  run({ record, alert }, ctx) {
    if (alert || !record?.value || !/^[a-z_]\w*$/i.test(record.value)) return;
    ctx.report({ from: record.from, to: record.to }, 'found', {});
  },
});
