package com.example.mailbox;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;

/** How a mailbox shall be. */
record MailboxSpec(@NotBlank String owner, @Min(1) @Max(100) int quotaGb) {}
