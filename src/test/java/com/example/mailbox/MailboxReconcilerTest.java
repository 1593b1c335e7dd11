package com.example.mailbox;

import static dev.forbear.task.TerminalReason.ATTEMPTS_EXHAUSTED;
import static dev.forbear.task.TerminalReason.NOT_RETRYABLE;
import static dev.forbear.testkit.ForbearAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.example.mailbox.MailServer.Mood;
import dev.forbear.testkit.ForbearQueue;
import dev.forbear.testkit.ForbearTest;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@ForbearTest(
        value = MailboxReconciler.class,
        properties = {
            "mail.url=${test.mail.url}",
            "forbear.controllers.mailbox.retry.max-attempts=5"
        })
class MailboxReconcilerTest {

    private static MailServer server;

    private final MailboxSpec spec = new MailboxSpec("ada", 5);

    @BeforeAll
    static void startServer() throws IOException {
        server = new MailServer();
        System.setProperty("test.mail.url", server.url());
    }

    @AfterAll
    static void stopServer() {
        System.clearProperty("test.mail.url");
        server.close();
    }

    @BeforeEach
    void emptyServer() {
        server.mood = Mood.WELL;
        server.mailboxes.clear();
        server.puts.set(0);
    }

    @Test
    void a_mailbox_is_made_as_its_spec_says(ForbearQueue queue) {
        queue.submit("mailbox", "ada", spec);
        queue.runDue();

        assertThat(queue.task("mailbox", "ada")).isSucceeded().hasAttempts(1);
        assertThat(server.mailboxes.get("ada")).contains("\"quotaGb\":5");
    }

    @Test
    void while_the_server_is_down_it_waits_longer_each_time_and_recovers(ForbearQueue queue) {
        server.mood = Mood.DOWN;
        queue.submit("mailbox", "ada", spec);
        queue.runDue();
        assertThat(queue.task("mailbox", "ada"))
                .isBackingOff()
                .hasAttempts(1)
                .hasNextDelayBetween(Duration.ofMillis(750), Duration.ofMillis(1_250))
                .hasLastErrorContaining("down");

        queue.advance(Duration.ofSeconds(5));
        assertThat(queue.task("mailbox", "ada")).isBackingOff().hasAttempts(3);

        server.mood = Mood.WELL;
        queue.advance(Duration.ofSeconds(10));
        assertThat(queue.task("mailbox", "ada")).isSucceeded().hasAttempts(4);
    }

    @Test
    void after_the_last_attempt_it_is_failed_and_stays_so_until_somebody_retries(ForbearQueue queue) {
        server.mood = Mood.DOWN;
        queue.submit("mailbox", "ada", spec);
        queue.advance(Duration.ofMinutes(1));
        assertThat(queue.task("mailbox", "ada")).isFailed(ATTEMPTS_EXHAUSTED).hasAttempts(5);

        server.mood = Mood.WELL;
        queue.advance(Duration.ofMinutes(10));
        assertThat(queue.task("mailbox", "ada")).isFailed(ATTEMPTS_EXHAUSTED);

        queue.retry("mailbox", "ada");
        queue.runDue();
        assertThat(queue.task("mailbox", "ada")).isSucceeded().hasGeneration(2).hasAttempts(1);
    }

    @Test
    void a_refusal_is_not_retried(ForbearQueue queue) {
        server.mood = Mood.REFUSING;
        queue.submit("mailbox", "ada", spec);
        queue.runDue();

        assertThat(queue.task("mailbox", "ada")).isFailed(NOT_RETRYABLE).hasAttempts(1);
    }

    @Test
    void the_servers_wish_for_a_longer_wait_is_heard(ForbearQueue queue) {
        server.mood = Mood.BUSY;
        queue.submit("mailbox", "ada", spec);
        queue.runDue();

        assertThat(queue.task("mailbox", "ada"))
                .isBackingOff()
                .hasNextDelayBetween(Duration.ofSeconds(30), Duration.ofSeconds(38));
    }

    @Test
    void a_second_run_of_the_same_spec_changes_nothing(ForbearQueue queue) {
        queue.submit("mailbox", "ada", spec);
        queue.runDue();
        queue.submit("mailbox", "ada", spec);
        queue.advance(Duration.ofSeconds(1));

        assertThat(queue.task("mailbox", "ada")).isSucceeded().hasGeneration(2);
        assertThat(server.puts).hasValue(1);
    }
}
