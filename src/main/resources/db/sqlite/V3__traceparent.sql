-- The span that a task's attempts are parts of, as the header of W3C Trace Context writes it: 55 characters.
alter table task add column traceparent text;
