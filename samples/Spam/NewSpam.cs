namespace Spam;

/// <summary>Messages of a kind that came up after the set was collected; written for this sample.</summary>
internal static class NewSpam
{
    public static string[] Messages { get; } =
    [
        "Your parcel could not be delivered. Please confirm your address at parcel-update.example",
        "Delivery failed: a customs fee of 1.99 is due. Pay at parcel-fee.example",
        "We tried to deliver your package today. Choose another time at depot-post.example",
        "Your package is waiting at the depot. Pay the small shipping fee at post-track.example",
        "Hi mum, I dropped my phone, this is my new number. Can you transfer some money today?",
        "Your account was locked after a strange login. Verify your identity at bank-secure.example",
        "Your parcel is on hold. Confirm your details and pay the fee at track-parcel.example",
        "Dad it's me, my phone is broken, save my new number. I need you to pay a bill for me",
        "Last reminder: your package is returned unless the customs fee is paid at depot-fee.example",
        "Unusual login to your bank account. Confirm it was you at secure-login.example",
    ];

    public static string[] Unseen { get; } =
    [
        "Your package is held at customs. Please pay the delivery fee at parcel-customs.example",
        "Mum, my phone fell into water, this is my new number. Please transfer money for the bill",
        "Login to your bank account from a new phone. Verify your details at bank-login.example",
    ];
}
