-- Whatever reads the table for long, such as a backup, would make this step wait, and all that comes after it: better
-- to fail and be tried again.
set local lock_timeout = '1s';

-- The span that a task's attempts are parts of, as the header of W3C Trace Context writes it: 55 characters. A version
-- that does not know it leaves it as it is.
alter table task add column traceparent text;
